/**
 * Linear algebra on whole matrices: ND4J, kept from all other code. It takes seconds to load, and
 * is loaded when a method first needs it.
 */
package io.mergefarm.worker.matrix;
