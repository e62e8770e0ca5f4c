/**
 * The weights of PyTorch's zip format, without Python: a reader of pickles that can build tensors
 * and run nothing, and where the bytes of those tensors lie. Every file is taken as hostile.
 */
package io.mergefarm.fetcher.pickle;
