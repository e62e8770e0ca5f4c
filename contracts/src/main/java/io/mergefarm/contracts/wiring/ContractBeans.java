package io.mergefarm.contracts.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mergefarm.contracts.event.EventCodec;
import io.mergefarm.contracts.json.ContractJson;
import io.mergefarm.contracts.merge.MergeRecords;
import io.mergefarm.contracts.method.MethodCatalog;
import io.mergefarm.contracts.storage.ObjectStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The contracts' objects as beans, so that services that run in one process share them. */
final class ContractBeans {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  ObjectMapper mapper() {
    return ContractJson.mapper();
  }

  @Produces
  @Singleton
  EventCodec codec(ObjectMapper mapper) {
    return new EventCodec(mapper);
  }

  @Produces
  @Singleton
  MergeRecords records(ObjectStore store, ObjectMapper mapper) {
    return new MergeRecords(store, mapper);
  }

  @Produces
  @Singleton
  MethodCatalog methods() {
    return MethodCatalog.discover(ContractBeans.class.getClassLoader());
  }
}
