/**
 * Whole merges: from a recipe through the topics of a real broker to the finished folder. Tests
 * named {@code *Test} share one pipeline in their own JVM; those named {@code *IT} run the built
 * application in processes of its own.
 */
package io.mergefarm.standalone.endtoend;
