/** The worker's objects as beans. */
package io.mergefarm.worker.wiring;
