/** All services and a broker in this process. */
package io.mergefarm.standalone.pipeline;
