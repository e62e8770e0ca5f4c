/** Takes parts from Kafka and has them merged. */
package io.mergefarm.worker.messaging;
