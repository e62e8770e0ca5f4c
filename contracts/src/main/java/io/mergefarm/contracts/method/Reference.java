package io.mergefarm.contracts.method;

import java.net.URI;

/** The publication that a method is taken from. */
public record Reference(String title, URI uri) {

  public static Reference arxiv(String id, String title) {
    return new Reference(title, URI.create("https://arxiv.org/abs/" + id));
  }
}
