/**
 * Files of sources that do not lie on this machine, read block by block: each block is held against
 * its digest, kept in a bounded pool of memory outside the heap, fetched ahead when a reader says
 * what it will need, and, where a folder is given for it, kept on the local disk for later merges
 * and other processes.
 */
package io.mergefarm.contracts.source.block;
