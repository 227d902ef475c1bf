use package::Platform;

use crate::{Facts, Signing, Value};

/// What an app calls itself. Every text is as the app gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Version that people see.
    pub version_name: Option<String>,
    /// Version that the platform compares.
    pub version_code: Option<String>,
    /// Lowest operating system: an API level on Android, a version on iOS.
    pub min_os: Option<String>,
    /// Operating system whose behaviour the app asks for: an API level on Android, the SDK's name on iOS.
    pub target_os: Option<String>,
}

impl Facts<'_> {
    /// What the app calls itself.
    pub fn identity(&self) -> Identity {
        match self.app.platform {
            Platform::Android => self.manifest.as_ref().map(|manifest| {
                let root = &manifest.root;
                let text = |value: &Value<String>| value.main().filter(|text| !text.is_empty()).cloned();
                let number = |value: &Value<i64>| value.main().map(i64::to_string);
                Identity {
                    version_name: text(&root.version_name.value),
                    version_code: number(&root.version_code.value),
                    min_os: number(&root.min_sdk.value),
                    target_os: number(&root.target_sdk.value),
                }
            }),
            Platform::Ios => self.apple.first().map(|bundle| Identity {
                version_name: bundle.text("CFBundleShortVersionString").map(str::to_owned),
                version_code: bundle.text("CFBundleVersion").map(str::to_owned),
                min_os: bundle.text("MinimumOSVersion").map(str::to_owned),
                target_os: bundle.text("DTSDKName").map(str::to_owned),
            }),
        }
        .unwrap_or_default()
    }

    /// Who signed. Signers of an APK are those that verification used; a certificate that is only claimed is marked.
    /// Signatures of an iOS app are named, not verified here.
    pub fn signers(&self) -> Vec<AppSigner> {
        let of_apk = self.signing.iter().flat_map(Signing::named).map(|named| AppSigner {
            scheme: format!("v{}", named.scheme).replace("vstamp", "stamp"),
            subject: named.certificate.subject.clone(),
            sha256: named.certificate.fingerprint(),
            verified: named.verified,
            looked_at: named.looked_at,
        });
        let of_bundle =
            self.apple.first().into_iter().flat_map(|bundle| &bundle.binaries).filter_map(|binary| {
                let certificate = binary.signature.as_ref()?.signers.first()?;
                Some(AppSigner {
                    scheme: "code signature".to_owned(),
                    subject: certificate.subject.clone(),
                    sha256: hex(&certificate.sha256),
                    verified: false,
                    looked_at: false,
                })
            });
        let mut all: Vec<_> = of_apk.chain(of_bundle).collect();
        all.dedup();
        all
    }
}

/// One signer of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSigner {
    /// `v1` to `v3.1`, `stamp`, or `code signature`.
    pub scheme: String,
    /// Holder of the certificate.
    pub subject: String,
    /// SHA-256 of the certificate in hexadecimal digits.
    pub sha256: String,
    /// True when a signature of this signer was verified; false for a claim.
    pub verified: bool,
    /// False when nothing was verified because nobody would look at it.
    pub looked_at: bool,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
