/** The licences that the cards of models name. */
package io.mergefarm.contracts.licence;
