/**
 * What travels on the topics: CloudEvents whose payload is a record of this package, in JSON. A
 * schema of every type and a description of all topics lie beside them as resources.
 */
package io.mergefarm.contracts.event;
