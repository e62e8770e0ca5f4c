/** The client of a running planner. */
package io.mergefarm.standalone.client;
