/** Events on Kafka through SmallRye Reactive Messaging: publishing, consuming, dead letters. */
package io.mergefarm.contracts.messaging;
