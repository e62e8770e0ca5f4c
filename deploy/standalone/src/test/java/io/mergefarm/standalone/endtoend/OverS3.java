package io.mergefarm.standalone.endtoend;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Set;

/** The pipeline over the store of {@link S3Farm}, with its bytes counted by service. */
public final class OverS3 implements QuarkusTestProfile {

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(S3Farm.class));
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(CountedStore.class);
  }
}
