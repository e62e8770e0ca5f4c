/** Where merges stand. */
package io.mergefarm.planner.status;
