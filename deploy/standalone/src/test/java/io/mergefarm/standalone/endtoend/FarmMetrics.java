package io.mergefarm.standalone.endtoend;

import io.mergefarm.cluster.LocalCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** What the services of a farm say of themselves to Prometheus. */
record FarmMetrics(LocalCluster cluster) {

  /** The bytes that a service has read from the store and written to it since it was started. */
  long storeBytes(String service) throws IOException, InterruptedException {
    return sum(service, "mergefarm_store_bytes_read_total")
        + sum(service, "mergefarm_store_bytes_written_total");
  }

  /** The bytes that a service has written to the store since it was started. */
  long bytesWritten(String service) throws IOException, InterruptedException {
    return sum(service, "mergefarm_store_bytes_written_total");
  }

  /** The sum of a metric over all its tags; 0 where there is none. */
  long sum(String service, String metric) throws IOException, InterruptedException {
    return (long)
        page(service)
            .lines()
            .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  String page(String service) throws IOException, InterruptedException {
    URI address = cluster.address(service).resolve("/q/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(address).header("Accept", "text/plain").build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
