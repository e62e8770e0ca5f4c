/** Apache Kafka in this process: one KRaft node on loopback, with its topics. */
package io.mergefarm.standalone.broker;
