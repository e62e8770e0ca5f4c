/**
 * What a merge method is: its description, which planners check recipes against, and the interface
 * of its arithmetic, which workers run.
 */
package io.mergefarm.contracts.method;
