/**
 * A farm of processes on the loopback interface of one machine, as one would run it on many: each
 * process is started from its own jar, and started again when it dies.
 */
package io.mergefarm.cluster;
