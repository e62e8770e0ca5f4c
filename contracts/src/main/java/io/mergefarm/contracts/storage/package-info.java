/**
 * The object store, where all bytes live: its interface, the keys of what it holds, and the store
 * in a local folder. The conformance suite {@code ObjectStoreConformance} among the tests says what
 * every store keeps to.
 */
package io.mergefarm.contracts.storage;
