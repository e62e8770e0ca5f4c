package io.mergefarm.standalone.cli;

import io.mergefarm.contracts.method.NanPolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a policy. */
final class NanPolicyName implements ITypeConverter<NanPolicy> {

  @Override
  public NanPolicy convert(String text) {
    try {
      return NanPolicy.of(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
