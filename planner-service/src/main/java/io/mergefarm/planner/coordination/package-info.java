/** Leads merges from their request to the release of their parts. */
package io.mergefarm.planner.coordination;
