//! Whom to believe: whom this machine trusts, and of a source besides the one certificate that the analyst named. What is wrong
//! with a certificate is said in words.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;
use sha2::{Digest, Sha256};

/// The SHA-256 of a certificate.
pub(crate) type Fingerprint = [u8; 32];

/// A certificate that was not taken.
#[derive(Debug)]
pub(crate) struct Distrusted {
    why: CertificateError,
    fingerprint: Fingerprint,
}

impl std::fmt::Display for Distrusted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.why)
    }
}

impl std::error::Error for Distrusted {}

/// Asks the machine whom it trusts.
#[derive(Debug)]
struct Trust {
    machine: Result<Verifier, Error>,
    provider: Arc<CryptoProvider>,
    /// The certificate that is taken though nobody vouches for it.
    named: Option<Fingerprint>,
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let res = match &self.machine {
            Ok(it) => it.verify_server_cert(certificate, between, name, ocsp, now),
            Err(err) => Err(err.clone()),
        };
        let Err(err) = res else { return res };
        let fingerprint: Fingerprint = Sha256::digest(certificate).into();
        if self.named == Some(fingerprint) {
            // Whoever shows it must still prove that its key is theirs: that is asked below.
            return Ok(ServerCertVerified::assertion());
        }
        Err(match err {
            Error::InvalidCertificate(why) => {
                let it = Distrusted { why, fingerprint };
                Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(it))))
            }
            other => other,
        })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// How connections are secured: TLS 1.2 and 1.3, HTTP/2 and 1.1.
///
/// # Errors
/// Never with the cryptography that is compiled in; the words are rustls'.
pub(crate) fn config(named: Option<Fingerprint>) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let trust = Trust {
        machine: Verifier::new(provider.clone()),
        provider: provider.clone(),
        named,
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(trust))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// A fingerprint as people compare it: pairs of hexadecimal digits with colons between.
pub(crate) fn shown(fingerprint: &Fingerprint) -> String {
    let pairs: Vec<String> = fingerprint.iter().map(|it| format!("{it:02X}")).collect();
    pairs.join(":")
}

/// Reads a fingerprint, with or without colons or spaces between its digits.
pub(crate) fn fingerprint(text: &str) -> Option<Fingerprint> {
    let text = text.trim();
    let text = text
        .strip_prefix("sha256:")
        .or_else(|| text.strip_prefix("SHA256:"))
        .unwrap_or(text);
    let digits: Vec<u8> = text
        .bytes()
        .filter(|it| !matches!(it, b':' | b' '))
        .collect();
    let mut found = [0; 32];
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in found.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(found)
}

/// What is wrong, and what to do about it.
pub(crate) fn words(err: &Error) -> (String, &'static str) {
    match err {
        Error::InvalidCertificate(CertificateError::Other(other)) => {
            match other.0.downcast_ref::<Distrusted>() {
                Some(it) => {
                    let (what, advice) = of_certificate(&it.why);
                    (
                        format!("{what} (its SHA-256 is {})", shown(&it.fingerprint)),
                        advice,
                    )
                }
                None => of_certificate(&CertificateError::Other(other.clone())),
            }
        }
        Error::InvalidCertificate(why) => of_certificate(why),
        Error::NoCertificatesPresented => (
            "it showed no certificate".into(),
            "The site must mend that. Nothing was read.",
        ),
        Error::InvalidMessage(_) | Error::InappropriateMessage { .. } => (
            "what it speaks at this port is not TLS".into(),
            "Look whether the address should begin with http://, or name another port.",
        ),
        Error::PeerIncompatible(_) => (
            "it speaks only versions of TLS, or ciphers, that are no longer safe".into(),
            "The site must be brought up to date. Nothing was read.",
        ),
        Error::AlertReceived(alert) => (
            format!("it broke off the TLS handshake ({alert:?})"),
            "Look whether the address is right; it is tried again by itself.",
        ),
        other => (
            format!("TLS with it failed ({other})"),
            "It is tried again by itself. Open the address in a browser to see whether that can read it.",
        ),
    }
}

fn of_certificate(why: &CertificateError) -> (String, &'static str) {
    const RENEW: &str = "The site must renew its certificate. If other sites are troubled as well, look whether the clock of \
                         this machine is right. Nothing was read.";
    const CLOCK: &str = "Look whether the clock of this machine is right. If it is, the site's certificate begins later: it is \
                         tried again by itself. Nothing was read.";
    const NAME: &str =
        "Look whether the address is spelt as the site itself spells it. Nothing was read.";
    const ISSUER: &str = "If this is your own server, compare the SHA-256 with what its administrator says, and name it in the \
                          source. If your organisation opens secure connections, have its certificate installed on this \
                          machine. Otherwise somebody may be listening: nothing was read.";
    const MEND: &str = "Open the address in a browser: if that warns too, the site must mend its certificate. Nothing was read.";
    match why {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            ("its certificate has expired".into(), RENEW)
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet".into(), CLOCK)
        }
        CertificateError::NotValidForName => ("its certificate is for another name".into(), NAME),
        CertificateError::NotValidForNameContext { presented, .. } => {
            let names: Vec<String> = presented
                .iter()
                .take(3)
                .map(|it| it.chars().filter(|it| !it.is_control()).take(100).collect())
                .collect();
            let names = match names.len() {
                0 => String::new(),
                _ => format!(": {}", names.join(", ")),
            };
            (format!("its certificate is for another name{names}"), NAME)
        }
        CertificateError::UnknownIssuer => (
            "nobody whom this machine trusts vouches for its certificate".into(),
            ISSUER,
        ),
        CertificateError::Revoked => (
            "its certificate was withdrawn by who gave it".into(),
            "Do not trust this address until the site has another certificate. Nothing was read.",
        ),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            ("its certificate is not one for a server".into(), MEND)
        }
        CertificateError::BadEncoding | CertificateError::UnhandledCriticalExtension => {
            ("its certificate cannot be read".into(), MEND)
        }
        CertificateError::BadSignature => (
            "the signature under its certificate is wrong".into(),
            "Somebody may be listening: try from another network. Nothing was read.",
        ),
        other => (format!("its certificate is not taken ({other:?})"), MEND),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_certificate_has_its_words_and_its_advice() {
        let at = |seconds| UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let name = || ServerName::try_from("ledger.example").expect("a name");
        let tests = [
            (CertificateError::Expired, "has expired", "renew"),
            (
                CertificateError::ExpiredContext {
                    time: at(2),
                    not_after: at(1),
                },
                "has expired",
                "clock",
            ),
            (CertificateError::NotValidYet, "not valid yet", "clock"),
            (CertificateError::NotValidForName, "another name", "spelt"),
            (
                CertificateError::NotValidForNameContext {
                    expected: name(),
                    presented: vec!["courier.example\n".into()],
                },
                "another name: courier.example",
                "spelt",
            ),
            (CertificateError::UnknownIssuer, "nobody", "administrator"),
            (CertificateError::Revoked, "withdrawn", "Do not trust"),
            (CertificateError::InvalidPurpose, "for a server", "browser"),
            (CertificateError::BadEncoding, "cannot be read", "browser"),
            (CertificateError::BadSignature, "signature", "listening"),
            (
                CertificateError::ApplicationVerificationFailure,
                "not taken",
                "browser",
            ),
        ];
        for (why, what, advice) in tests {
            let plain = words(&Error::InvalidCertificate(why.clone()));
            assert!(plain.0.contains(what), "{why:?}: {}", plain.0);
            assert!(plain.1.contains(advice), "{why:?}: {}", plain.1);
            assert!(plain.1.ends_with('.'), "{why:?}");
            let shown = words(&Error::InvalidCertificate(CertificateError::Other(
                OtherError(Arc::new(Distrusted {
                    why: why.clone(),
                    fingerprint: [0xAB; 32],
                })),
            )));
            assert!(shown.0.starts_with(&plain.0), "{why:?}");
            assert!(
                shown.0.contains("SHA-256 is AB:AB:"),
                "{why:?}: {}",
                shown.0
            );
        }
        for (err, what) in [
            (Error::NoCertificatesPresented, "no certificate"),
            (
                Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType),
                "not TLS",
            ),
            (
                Error::AlertReceived(rustls::AlertDescription::HandshakeFailure),
                "broke off",
            ),
            (
                Error::PeerIncompatible(
                    rustls::PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
                ),
                "no longer safe",
            ),
            (Error::General("odd".into()), "odd"),
        ] {
            assert!(words(&err).0.contains(what), "{err:?}");
        }
    }

    #[test]
    fn fingerprints_are_read_as_people_write_them() {
        let whole = shown(&[0x0F; 32]);
        for text in [
            whole.clone(),
            whole.to_lowercase(),
            whole.replace(':', ""),
            whole.replace(':', " "),
            format!(" sha256:{whole} "),
        ] {
            assert_eq!(fingerprint(&text), Some([0x0F; 32]), "{text}");
        }
        for text in [
            "",
            "0F:0F",
            &whole[1..],
            "zz",
            &"é".repeat(32),
            &"é".repeat(64),
        ] {
            assert_eq!(fingerprint(text), None, "{text}");
        }
    }
}
