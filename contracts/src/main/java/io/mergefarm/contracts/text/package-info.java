/** Help with words that people mistype. */
package io.mergefarm.contracts.text;
