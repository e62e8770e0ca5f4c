/** How a merge goes, for people: bars or lines, amounts, the closing summary. */
package io.mergefarm.standalone.progress;
