/** What a merge would do, told before it begins. */
package io.mergefarm.standalone.preview;
