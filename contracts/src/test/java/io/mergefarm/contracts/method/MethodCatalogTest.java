package io.mergefarm.contracts.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mergefarm.contracts.method.MethodDescriptor.ResultType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MethodCatalogTest {

  private final MethodCatalog catalog =
      MethodCatalog.discover(MethodCatalogTest.class.getClassLoader());

  @Test
  void knowsTheBuiltInMethods() {
    assertThat(catalog.methods())
        .extracting(MethodDescriptor::name)
        .contains("linear", "slerp", "task_arithmetic", "ties", "magmax", "passthrough");
    assertThat(catalog.find("ties")).contains(TaskVectorMethods.TIES);
    assertThat(catalog.find("TIES")).isEmpty();
  }

  @Test
  void findsAliases() {
    MethodDescriptor method = method("mine", "my_own");
    MethodCatalog own = new MethodCatalog(List.of(method, method));
    assertThat(own.find("my_own")).contains(method);
    assertThat(own.methods()).containsExactly(method);
  }

  @Test
  void refusesTwoMethodsOfOneName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MethodCatalog(List.of(TaskVectorMethods.TIES, method("own", "ties"))))
        .withMessageContaining("ties");
  }

  @Test
  void suggestsTheNearestName() {
    assertThat(catalog.nearest("slrep")).contains("slerp");
    assertThat(catalog.nearest("Linear")).contains("linear");
    assertThat(catalog.nearest("task_arithmetics")).contains("task_arithmetic");
    assertThat(catalog.nearest("evolve")).isEmpty();
  }

  private static MethodDescriptor method(String name, String alias) {
    return new MethodDescriptor(
        name,
        List.of(alias),
        "A test.",
        List.of(),
        Arity.atLeast(1),
        BaseModelRule.UNUSED,
        Access.ELEMENTWISE,
        ResultType.BASE,
        Optional.empty());
  }
}
