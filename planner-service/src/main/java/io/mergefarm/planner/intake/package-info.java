/** What clients and other services tell the planner, over Kafka and REST. */
package io.mergefarm.planner.intake;
