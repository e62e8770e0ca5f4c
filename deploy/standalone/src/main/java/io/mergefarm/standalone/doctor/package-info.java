/** Checks the configuration of a farm against the Kafka and the storage that it names. */
package io.mergefarm.standalone.doctor;
