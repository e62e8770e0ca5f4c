/** The contracts' objects as beans of a service. */
package io.mergefarm.contracts.wiring;
