/** How everything of the contracts is written as JSON and read back. */
package io.mergefarm.contracts.json;
