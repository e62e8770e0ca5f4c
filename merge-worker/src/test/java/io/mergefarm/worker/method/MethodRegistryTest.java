package io.mergefarm.worker.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mergefarm.contracts.method.BuiltInMethods;
import io.mergefarm.contracts.method.MergeMethod;
import java.util.List;
import org.junit.jupiter.api.Test;

class MethodRegistryTest {

  @Test
  void everyDescriptorHasAKernelAndEveryKernelADescriptor() {
    assertThat(MethodRegistry.builtIn().stream().map(MergeMethod::descriptor))
        .containsExactlyInAnyOrderElementsOf(BuiltInMethods.all());
  }

  @Test
  void methodsAreFoundByName() {
    MethodRegistry registry = MethodRegistry.discover(getClass().getClassLoader());
    BuiltInMethods.all()
        .forEach(
            descriptor ->
                assertThat(registry.find(descriptor.name()).orElseThrow().descriptor())
                    .isEqualTo(descriptor));
    assertThat(registry.find("none of these")).isEmpty();
  }

  @Test
  void twoMethodsOfOneNameAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MethodRegistry(List.of(new Linear(), new Linear())))
        .withMessageContaining("linear is defined by " + Linear.class.getName());
  }
}
