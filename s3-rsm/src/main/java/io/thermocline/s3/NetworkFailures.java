// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.StoreSettings;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.impl.TunnelRefusedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Says, of what kept a request from S3 or an answer from us, which setting to mend. */
final class NetworkFailures {

    private final boolean proxy;
    /** Without TLS, as far as this side knows. */
    private final boolean plain;

    /** Which setting says where the server is. */
    private final String server;
    /** The same for what may come of the bucket's being part of the host's name, too. */
    private final String where;

    NetworkFailures(S3Settings settings) {
        StoreSettings values = settings.values();
        this.proxy = settings.proxy().isPresent();
        this.plain = settings.endpoint()
                .filter(endpoint -> endpoint.getScheme().equals("http"))
                .isPresent();
        this.server = settings.endpoint().isEmpty() ? S3Settings.REGION : S3Settings.ENDPOINT;
        this.where = settings.endpoint().isEmpty() || values.flag(S3Settings.PATH_STYLE)
                ? server
                : server + " or set " + S3Settings.PATH_STYLE + "=true";
    }

    /** Returns what to do if there is never an answer. */
    String silence() {
        return "if there never is one, mend " + (proxy ? S3Settings.PROXY : server) + ", or the network";
    }

    /** Returns what to do about a server whose answers are none of S3. */
    String stranger() {
        return "is it S3? mend " + where + ofScheme();
    }

    private String ofScheme() {
        return plain ? " (https, if it speaks TLS)" : "";
    }

    /** Returns whether a request never began because all connections were in use. */
    static boolean isOfThePool(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof ConnectionRequestTimeoutException)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    /** Returns what went wrong, and what to do. */
    String explain(Throwable failure) {
        Set<Throwable> causes = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null && causes.add(cause); ) {
            cause = cause.getCause();
        }
        for (Throwable cause : causes) {
            String remedy = remedy(cause, causes);
            if (!remedy.isEmpty()) {
                return message(cause) + "; " + remedy;
            }
        }
        Throwable root = failure;
        for (Throwable cause : causes) {
            root = cause;
        }
        return root == failure ? message(failure) : message(failure) + " (" + root + ")";
    }

    private static String message(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof UnknownHostException ? "there is no host " + message : message;
    }

    private String remedy(Throwable cause, Set<Throwable> causes) {
        if (cause instanceof ConnectionRequestTimeoutException) {
            return "all connections are in use, which says nothing of S3; raise " + S3Settings.MAX_CONNECTIONS;
        }
        if (cause instanceof TunnelRefusedException) {
            return "the proxy lets nothing through; mend " + S3Settings.PROXY + ", " + S3Settings.PROXY_USER + " and "
                    + S3Settings.PROXY_PASSWORD;
        }
        if (cause instanceof UnknownHostException) {
            return "mend " + (proxy ? S3Settings.PROXY + ", " : "") + where + ", or the name service";
        }
        if (cause instanceof ConnectTimeoutException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException) {
            return "nobody answers there; mend " + (proxy ? S3Settings.PROXY : server) + ", or the network";
        }
        if (cause instanceof SSLException) {
            return ofTls(cause, causes);
        }
        if (cause instanceof SocketTimeoutException || cause instanceof InterruptedIOException) {
            return "it was silent for longer than " + S3Settings.SOCKET_TIMEOUT_MS;
        }
        if (plain && isOfHttp(cause)) {
            return "if there never is an answer, mend " + server + ofScheme() + ", or the network";
        }
        return "";
    }

    /** Returns whether the other end broke off, or said what is not HTTP: as a server of TLS does. */
    private static boolean isOfHttp(Throwable cause) {
        return cause instanceof NoHttpResponseException
                || cause instanceof SocketException
                || cause instanceof HttpException;
    }

    private String ofTls(Throwable cause, Set<Throwable> causes) {
        if (cause instanceof SSLPeerUnverifiedException) {
            return "the certificate is another host's; mend " + where;
        }
        if (causes.stream().anyMatch(CertificateException.class::isInstance)) {
            return "the server's certificate is not trusted; mend " + S3Settings.TRUST_STORE;
        }
        return "TLS was not understood there: is " + server + " right, http and https included?";
    }
}
