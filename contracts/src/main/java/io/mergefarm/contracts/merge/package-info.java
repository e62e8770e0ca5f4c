/** What the object store holds of merges beside weights, as all services read and write it. */
package io.mergefarm.contracts.merge;
