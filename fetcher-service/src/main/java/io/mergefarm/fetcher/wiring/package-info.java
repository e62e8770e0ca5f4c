/** The fetcher's objects as beans. */
package io.mergefarm.fetcher.wiring;
