/** The planner's objects as beans. */
package io.mergefarm.planner.wiring;
