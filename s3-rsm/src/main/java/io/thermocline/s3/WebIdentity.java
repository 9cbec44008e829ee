// SPDX-License-Identifier: Apache-2.0
package io.thermocline.s3;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials for the web identity that the environment or system properties name, from STS. Does what the SDK's default
 * chain does, but with an HTTP client of its own: the SDK would look for one in service files, and find those of whatever
 * other SDK there is among the broker's jars.
 */
final class WebIdentity implements AwsCredentialsProvider, SdkAutoCloseable {

    private Optional<StsClient> sts = Optional.empty();
    private Optional<StsWebIdentityTokenFileCredentialsProvider> provider = Optional.empty();

    private WebIdentity() {}

    /** Returns a provider if there is such an identity. */
    static Optional<WebIdentity> ofSurroundings() {
        boolean named =
                SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent()
                        && SdkSystemSetting.AWS_ROLE_ARN.getStringValue().isPresent();
        return named ? Optional.of(new WebIdentity()) : Optional.empty();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return provider().resolveCredentials();
    }

    /** Makes it when it is first needed: to find the region may take a request. */
    private synchronized StsWebIdentityTokenFileCredentialsProvider provider() {
        if (provider.isEmpty()) {
            StsClient client = StsClient.builder()
                    .region(region())
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .httpClientBuilder(Apache5HttpClient.builder())
                    .build();
            sts = Optional.of(client);
            provider = Optional.of(StsWebIdentityTokenFileCredentialsProvider.builder()
                    .stsClient(client)
                    .build());
        }
        return provider.get();
    }

    private static Region region() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException nowhere) {
            return Region.AWS_GLOBAL;
        }
    }

    @Override
    public synchronized void close() {
        provider.ifPresent(StsWebIdentityTokenFileCredentialsProvider::close);
        sts.ifPresent(StsClient::close);
    }
}
