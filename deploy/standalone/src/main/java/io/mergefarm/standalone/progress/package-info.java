/** How a merge goes: bars, lines and amounts for people, a report for programs. */
package io.mergefarm.standalone.progress;
