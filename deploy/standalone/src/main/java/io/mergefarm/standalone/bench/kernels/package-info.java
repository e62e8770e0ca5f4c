/** Measures the kernels of merge methods beside copies of as many bytes, by JMH. */
package io.mergefarm.standalone.bench.kernels;
