//! Sources behind a login: the name stands in the desk, the password in the platform's key store, and both are sent to the one
//! host that they were given for.

use news::{
    Source, SourceId, SourceKind, TroubleCode,
    desk::{Change, PasswordKept},
};
use url::Url;

use crate::{
    Engine, EngineError, FetchError, Login, Password, Secrets, SecretsError, engine::Res, tls,
};

/// The longest name of a user.
const LONGEST: usize = 500;

/// Under which name the password of a source is kept: it belongs to a scheme, a host, a port and a user.
fn secret_of(address: &str, user: &str) -> String {
    let origin = Url::parse(address).map_or_else(
        |_| address.to_string(),
        |it| it.origin().ascii_serialization(),
    );
    format!("{origin} {user}")
}

/// An address without the name and the password within it, to be shown. Also of what is no address.
pub(crate) fn without_login(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("//") else {
        return text.to_string();
    };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => format!("{scheme}//{}", &rest[at + 1..]),
        None => text.to_string(),
    }
}

/// A part of an address with its %XX written out.
pub(crate) fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

/// Takes name and password out of an address.
pub(crate) fn take_apart(url: &mut Url) -> Option<(String, Password)> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let user = decoded(url.username());
    let password = Password::new(decoded(url.password().unwrap_or_default()));
    // Neither can fail where there is a host.
    let _ = (url.set_username(""), url.set_password(None));
    Some((user, password))
}

impl Engine {
    /// Says with which name and password a source is asked; nothing: without. The password goes to the platform's key store. Where
    /// there is none, it is kept until the program ends, and that is said.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound), a source that is no feed, and a name that cannot be sent.
    pub fn set_login(&self, id: SourceId, login: Option<(&str, Password)>) -> Res<PasswordKept> {
        let source = self.read(|it| it.source(id))?;
        let mut kept = PasswordKept::default();
        if source.kind != SourceKind::Feed {
            return Err(EngineError::bad_input(
                format!("“{}” is no feed: nobody is asked for a name.", source.name),
                "Choose a feed.",
            ));
        }
        let user = match &login {
            Some((user, _)) => Some(user_name(user)?),
            None => None,
        };
        if user != source.user
            && let Some(note) = self.forget_login(&source)?
        {
            kept.notes.push(note);
        }
        if let (Some(user), Some((_, password))) = (&user, &login) {
            self.keep_password(&secret_of(&source.address, user), password, &mut kept);
            if source.address.starts_with("http:") {
                kept.notes.push(
                    "The address begins with http: name and password travel readable for everybody on the way. Use https if the \
                     site has it."
                        .into(),
                );
            }
        }
        self.write(move |writer| writer.set_user(id, user.as_deref()))?;
        self.tell(Change::Sources);
        Ok(kept)
    }

    /// Says which one certificate of a source is taken though nobody vouches for it: its SHA-256, as trouble shows it; nothing: none.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound), and what is no SHA-256.
    pub fn trust_certificate(&self, id: SourceId, sha256: Option<&str>) -> Res<()> {
        let sha256 = match sha256 {
            Some(text) => Some(tls::fingerprint(text).ok_or_else(|| {
                EngineError::bad_input(
                    "That is no SHA-256 of a certificate.",
                    "It has 64 hexadecimal digits, with or without colons: the source's trouble shows it.",
                )
            })?),
            None => None,
        };
        let shown = sha256.map(|it| tls::shown(&it));
        self.write(move |writer| writer.set_certificate(id, shown.as_deref()))?;
        self.tell(Change::Sources);
        Ok(())
    }

    /// Name and password of a source, if it has a name. Blocks: the key store may be asked.
    pub(crate) fn login_of(&self, source: &Source) -> Result<Option<Login>, FetchError> {
        let Some(user) = source.user.clone() else {
            return Ok(None);
        };
        let why = match self.password(&secret_of(&source.address, &user)) {
            Ok(Some(password)) => return Ok(Some(Login { user, password })),
            Ok(None) => "no password is kept for it on this machine".to_string(),
            Err(err) => err.to_string(),
        };
        Err(FetchError {
            advice: Some("Give the password again: edit the source.".into()),
            ..FetchError::new(
                TroubleCode::Forbidden,
                format!("it is asked as “{user}”, and {why}. It was not asked"),
            )
        })
    }

    /// A password that is kept. What was had once is not asked for again.
    pub(crate) fn password(&self, name: &str) -> Result<Option<Password>, SecretsError> {
        let at_hand = &self.inner.polite.at_hand;
        if let Some(password) = at_hand.get(name)? {
            return Ok(Some(password));
        }
        let found = self.inner.options.secrets.get(name)?;
        if let Some(password) = &found {
            at_hand.set(name, password)?;
        }
        Ok(found)
    }

    /// Keeps a password: in the key store, or until the program ends.
    pub(crate) fn keep_password(&self, name: &str, password: &Password, kept: &mut PasswordKept) {
        // In memory it can always be kept.
        let _ = self.inner.polite.at_hand.set(name, password);
        if let Err(err) = self.inner.options.secrets.set(name, password) {
            kept.notes.push(format!(
                "The password is kept until this program ends, and no longer: {err}."
            ));
        }
    }

    /// Forgets the password of a source as it was, unless another is asked with it. Gives what could not be done, in words.
    pub(crate) fn forget_login(&self, was: &Source) -> Res<Option<String>> {
        let Some(user) = &was.user else {
            return Ok(None);
        };
        let name = secret_of(&was.address, user);
        let is_used = self.sources()?.into_iter().any(|it| {
            it.source.id != was.id
                && it.source.user.as_ref() == Some(user)
                && secret_of(&it.source.address, user) == name
        });
        if is_used {
            return Ok(None);
        }
        let res = self.forget_password(&name);
        Ok(res
            .err()
            .map(|err| format!("The old password could not be taken out of the key store: {err}.")))
    }

    fn forget_password(&self, name: &str) -> Result<(), SecretsError> {
        self.inner.polite.at_hand.forget(name)?;
        self.inner.options.secrets.forget(name)
    }
}

/// A name that can be sent: Basic authentication ends the name at the first colon.
fn user_name(text: &str) -> Res<String> {
    let text = text.trim();
    if text.is_empty()
        || text.len() > LONGEST
        || text.contains(':')
        || text.contains(char::is_control)
    {
        return Err(EngineError::bad_input(
            "That is no name that can be sent.",
            "A name has no colon, and no more than 500 letters.",
        ));
    }
    Ok(text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_an_address_holds_no_password() {
        for (text, expected) in [
            (
                "http://anna:pw@ledger.example/rss",
                "http://ledger.example/rss",
            ),
            ("ftp://anna:pw@ledger.example", "ftp://ledger.example"),
            ("http://anna:p@w@ledger.example/", "http://ledger.example/"),
            ("//anna:pw@ledger.example/", "//ledger.example/"),
            ("http://ledger.example/@anna", "http://ledger.example/@anna"),
            (
                "http://ledger.example/?a=b@c",
                "http://ledger.example/?a=b@c",
            ),
            ("ledger", "ledger"),
        ] {
            assert_eq!(without_login(text), expected);
        }
    }

    #[test]
    fn an_address_is_taken_apart_into_name_and_password() {
        let mut url = Url::parse("https://an%20na:p%40ss@ledger.example/rss?a=1").expect("one");
        let (user, password) = take_apart(&mut url).expect("both");
        assert_eq!((user.as_str(), password.reveal()), ("an na", "p@ss"));
        assert_eq!(url.as_str(), "https://ledger.example/rss?a=1");
        assert!(take_apart(&mut url).is_none());
    }

    #[test]
    fn a_password_belongs_to_a_scheme_a_host_a_port_and_a_user() {
        let of = |it: &str| secret_of(it, "anna");
        assert_eq!(
            of("https://ledger.example/a"),
            of("https://LEDGER.example:443/b?c")
        );
        for other in [
            "http://ledger.example/a",
            "https://ledger.example:8443/a",
            "https://courier.example/a",
        ] {
            assert_ne!(of("https://ledger.example/a"), of(other), "{other}");
        }
        assert_ne!(
            of("https://ledger.example/a"),
            secret_of("https://ledger.example/a", "ben")
        );
    }
}
