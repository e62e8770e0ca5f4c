/**
 * What a merge will do, known before any weight is read: shards, parts, and an expression for every
 * tensor; and what is known of a part that is done.
 */
package io.mergefarm.contracts.plan;
