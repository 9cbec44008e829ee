// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import io.thermocline.store.ObjectKey;
import io.thermocline.store.StoreException;
import io.thermocline.store.StoreSettings;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The one place where what S3 or its client says becomes an error of a store. Messages name the setting to mend. */
final class S3Errors {

    private final String bucket;
    private final boolean owned;
    /** Which settings ask of new objects what not every server has; empty, or a question about them. */
    private final String objectSettings;
    /** The same, of what servers say that they cannot do at all. */
    private final String unusualSettings;

    private final NetworkFailures network;

    S3Errors(S3Settings settings) {
        this.bucket = settings.bucket();
        this.owned = settings.values().text(S3Settings.BUCKET_OWNER).isPresent();
        String question = question(settings.values());
        this.objectSettings = question;
        this.unusualSettings = settings.checksumsAlways()
                ? question + (question.isEmpty() ? "; if" : " If")
                        + " it is the SDK's checksums that it does not know, set s3.checksums=when_required"
                : question;
        this.network = new NetworkFailures(settings);
    }

    private static String question(StoreSettings values) {
        String set = Stream.of(S3Settings.STORAGE_CLASS, S3Settings.SSE, S3Settings.SSE_KMS_KEY_ID, S3Settings.TAGS)
                .filter(key -> values.text(key)
                        .filter(value -> !value.equals(S3Settings.Encryption.BUCKET_DEFAULT.word()))
                        .isPresent())
                .collect(Collectors.joining(", "));
        return set.isEmpty() ? "" : "; does the server have what is asked for in " + set + "?";
    }

    /**
     * Translates a failure.
     *
     * @param action what the request was to do
     * @param doing the same in words, such as {@code reading object a/b}
     */
    StoreException of(S3Action action, String doing, ObjectKey key, SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return ofAnswer(action, doing, key, answer);
        }
        if (Thread.currentThread().isInterrupted() || failure instanceof AbortedException) {
            Thread.currentThread().interrupt();
            return new StoreException.Interrupted(doing + " was interrupted", failure);
        }
        if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
            return new StoreException.Unavailable(doing + " got no answer in time; " + network.silence(), failure);
        }
        if (failure instanceof NoCredentialsException) {
            return new StoreException.Denied(doing + " failed: " + failure.getMessage(), failure);
        }
        return new StoreException.Unavailable(
                doing + " failed: " + network.explain(failure), failure, NetworkFailures.isOfThePool(failure));
    }

    private StoreException ofAnswer(S3Action action, String doing, ObjectKey key, AwsServiceException answer) {
        String code = code(answer);
        String answered = (answer.statusCode() + " " + code).trim() + request(answer);
        String failed = doing + " failed: S3 answered " + answered;
        return switch (code) {
            case "NoSuchBucket" ->
                new StoreException.Failed(
                        failed + ": there is no bucket " + bucket + "; mend s3.bucket or s3.endpoint", answer);
            case "NoSuchKey", "NoSuchUpload", "NoSuchVersion" -> new StoreException.NotFound(key, answer);
            case "InvalidAccessKeyId" ->
                // What Ceph also says of a key of KMS that it does not know.
                new StoreException.Denied(
                        failed + (action == S3Action.PUT && !objectSettings.isEmpty() ? said(answer) : "")
                                + ": the server does not know the access key; mend s3.access.key.id or its profile"
                                + (action == S3Action.PUT ? objectSettings : ""),
                        answer);
            case "SignatureDoesNotMatch" ->
                new StoreException.Denied(
                        failed + ": the secret does not fit the access key; mend s3.secret.access.key or its profile."
                                + " If it fitted before, something between here and S3 changes requests",
                        answer);
            case "ExpiredToken", "InvalidToken" ->
                new StoreException.Denied(
                        failed + ": the session token is not valid any more; mend s3.session.token or its source",
                        answer);
            case "RequestTimeTooSkewed" ->
                new StoreException.Denied(failed + ": this machine's clock is wrong; mend the clock", answer);
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                new StoreException.Denied(
                        failed + ": bucket " + bucket + " is in another region; mend s3.region"
                                + region(answer)
                                        .map(region -> " (to " + region + ")")
                                        .orElse(""),
                        answer);
            case "InvalidStorageClass" ->
                new StoreException.Failed(failed + ": the server has no such class; mend s3.storage.class", answer);
            case "InvalidTag" ->
                new StoreException.Failed(failed + ": the server takes no such tags; mend s3.object.tags", answer);
            case "XAmzContentSHA256Mismatch" ->
                new StoreException.Failed(
                        failed + ": the server does not know the SDK's checksums; set s3.checksums=when_required",
                        answer);
            case "InvalidObjectState" ->
                new StoreException.Denied(
                        failed + ": the object is archived; restore it, and let no lifecycle rule archive segments",
                        answer);
            case "SlowDown", "Throttling", "ThrottlingException", "TooManyRequests", "RequestLimitExceeded" ->
                new StoreException.Unavailable(failed, answer, true);
            case "BadDigest", "XAmzContentChecksumMismatch" ->
                new StoreException.Unavailable(failed + ": the bytes were damaged on their way", answer);
            case "RequestTimeout", "IncompleteBody", "InternalError", "ServiceUnavailable", "OperationAborted" ->
                new StoreException.Unavailable(failed, answer);
            default -> ofStatus(action, key, failed, answer);
        };
    }

    private StoreException ofStatus(S3Action action, ObjectKey key, String failed, AwsServiceException answer) {
        int status = answer.statusCode();
        if (code(answer).startsWith("KMS.")) {
            return new StoreException.Denied(failed + ": the KMS key cannot be used; mend s3.sse.kms.key.id", answer);
        }
        return switch (status) {
            case 404 -> missing(action, key, failed, answer);
            case 401, 403 ->
                new StoreException.Denied(
                        failed + unauthorized(answer) + ": the credentials may not do this to bucket " + bucket
                                + (owned ? ", or s3.expected.bucket.owner is not its owner" : "")
                                + " [this takes " + action.permission() + "]"
                                + (action == S3Action.GET
                                        ? ", or the object does not exist and they may not list the bucket (s3:ListBucket)"
                                        : ""),
                        answer);
            case 407 ->
                new StoreException.Unavailable(
                        failed + ": the proxy wants to know who asks; mend s3.proxy.user and s3.proxy.password",
                        answer);
            case 501 ->
                new StoreException.Failed(
                        failed + ": the server cannot do this" + said(answer)
                                + (action == S3Action.PUT ? unusualSettings : "") + stranger(answer),
                        answer);
            case 412 -> new StoreException.PreconditionFailed(failed, answer);
            case 429, 503 -> new StoreException.Unavailable(failed, answer, true);
            default ->
                status >= 500
                        ? new StoreException.Unavailable(failed, answer)
                        : new StoreException.Failed(failed + said(answer) + hint(action, answer), answer);
        };
    }

    /** The answer to a HEAD has no body that could say what is not there; all others would. */
    private StoreException missing(S3Action action, ObjectKey key, String failed, AwsServiceException answer) {
        if (answer instanceof NoSuchKeyException || !code(answer).isEmpty()) {
            return new StoreException.NotFound(key, answer);
        }
        String what = failed + ", and does not say what is not there" + stranger(answer);
        return isOfObject(action)
                ? new StoreException.Unavailable(what, answer)
                : new StoreException.Failed(what, answer);
    }

    /** Returns whether a request is about an object, or an upload, that must be there. */
    private static boolean isOfObject(S3Action action) {
        return action == S3Action.GET || action == S3Action.DELETE || action == S3Action.ABORT;
    }

    /** S3 always has a word for what is wrong, but where an answer has no body. */
    private String stranger(AwsServiceException answer) {
        return code(answer).isEmpty() ? "; " + network.stranger() : "";
    }

    private String hint(S3Action action, AwsServiceException answer) {
        return switch (code(answer)) {
            case "InvalidArgument" -> action == S3Action.PUT ? objectSettings : "";
            default -> stranger(answer);
        };
    }

    /** Returns what S3 says in whole sentences, without what the SDK adds to it. */
    private static String said(AwsServiceException answer) {
        String message = Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
        return message.isBlank() ? "" : ": " + message;
    }

    /** AWS says who may not do what, which may be about a key of KMS; others say no more than their code does. */
    private static String unauthorized(AwsServiceException answer) {
        String said = said(answer);
        return said.contains("not authorized") ? said : "";
    }

    /** Returns S3's own word for what went wrong, or an empty text. */
    static String code(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .orElse("");
    }

    /** Returns a header of the answer. */
    static Optional<String> header(AwsServiceException answer, String name) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader(name));
    }

    private static Optional<String> region(AwsServiceException answer) {
        return header(answer, "x-amz-bucket-region");
    }

    private static String request(AwsServiceException answer) {
        return answer.requestId() == null ? "" : " (request " + answer.requestId() + ")";
    }
}
