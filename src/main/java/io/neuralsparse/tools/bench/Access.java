/* SPDX-License-Identifier: Apache-2.0 */
package io.neuralsparse.tools.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a client shows to an engine, and whom it trusts. Immutable.
 *
 * @param headers that go with every request, by name
 * @param tls where others than the JDK's authorities are trusted
 */
public record Access(Map<String, String> headers, Optional<SSLContext> tls) {
  /** For an engine that is open to all. */
  public static final Access OPEN = new Access(Map.of(), Optional.empty());

  /** Copies the headers. */
  public Access {
    headers = Map.copyOf(headers);
  }

  /** The same with one more header, or another value for it. */
  public Access with(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Access(more, tls);
  }

  /** The same with a user's name and password, sent as HTTP's basic authentication. */
  public Access withUser(String name, String password) {
    byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return with("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
  }

  /**
   * The same, trusting those authorities only whose certificates are in a file.
   *
   * @param file certificates in PEM
   * @throws IOException when it cannot be read or holds none
   */
  public Access trusting(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("[" + file + "] holds no certificate");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new Access(headers, Optional.of(context));
    } catch (GeneralSecurityException e) {
      throw new IOException("[" + file + "] is no certificate in PEM: " + e.getMessage(), e);
    }
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Access" + headers.keySet() + (tls.isPresent() ? " with certificates" : "");
  }
}
