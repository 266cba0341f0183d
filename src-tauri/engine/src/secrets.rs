//! Passwords: in the platform's key store, and nowhere else. Never in the desk's file, a list of feeds, a log, evidence or an error.

use std::{
    collections::HashMap,
    fmt,
    sync::{Condvar, Mutex, PoisonError, mpsc},
    time::{Duration, Instant},
};

/// Under which name the key store shows what is this program's.
const SERVICE: &str = "wirewatch";

/// How long a key store may take, with the waiting for it: it may ask a person to unlock it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A password. Never shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Password(String);

impl Password {
    /// A password.
    pub fn new(text: impl Into<String>) -> Password {
        Password(text.into())
    }

    /// The password itself, to be sent.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a password could not be had or kept, in words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SecretsError(pub String);

/// Where passwords are kept. Calls may block, for as long as a person needs to unlock it.
pub trait Secrets: Send + Sync {
    /// The password under a name; nothing where there is none.
    ///
    /// # Errors
    /// Where the key store cannot be asked.
    fn get(&self, name: &str) -> Result<Option<Password>, SecretsError>;
    /// Keeps a password under a name, in place of one that was there.
    ///
    /// # Errors
    /// Where the key store cannot keep it.
    fn set(&self, name: &str, password: &Password) -> Result<(), SecretsError>;
    /// Forgets the password under a name. One that is not there is forgotten.
    ///
    /// # Errors
    /// Where the key store cannot be asked.
    fn forget(&self, name: &str) -> Result<(), SecretsError>;
}

/// The platform's key store: Keychain, Credential Manager, or the Secret Service over D-Bus.
#[derive(Debug, Default)]
pub struct KeyStore;

/// The questions to the key store.
static QUESTIONS: Questions = Questions::new();

/// Who asks: one at a time, in no order. Where a question hangs, no more are asked.
struct Questions {
    /// When the one that is under way was asked.
    asked_at: Mutex<Option<Instant>>,
    ended: Condvar,
}

/// The one question that is under way, until this is dropped.
struct Question<'a>(&'a Questions);

impl Questions {
    const fn new() -> Questions {
        Questions {
            asked_at: Mutex::new(None),
            ended: Condvar::new(),
        }
    }

    /// Waits until one may ask, for as long as one's patience lasts. Nothing: it did not suffice, or whoever asks now has
    /// waited for longer than that.
    fn begin(&self, patience: Duration) -> Option<Question<'_>> {
        let until = Instant::now() + patience;
        let mut asked_at = self.asked_at.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(at) = *asked_at {
            let now = Instant::now();
            let hangs = now.duration_since(at) >= patience;
            let left = until.saturating_duration_since(now);
            if hangs || left.is_zero() {
                return None;
            }
            let waited = self.ended.wait_timeout(asked_at, left);
            asked_at = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *asked_at = Some(Instant::now());
        Some(Question(self))
    }
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        let mut asked_at = self
            .0
            .asked_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *asked_at = None;
        self.0.ended.notify_all();
    }
}

impl KeyStore {
    /// Does something with an entry when it is its turn, on a thread of its own that is waited for, but not for ever.
    fn ask<T: Send + 'static>(
        name: &str,
        task: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let until = Instant::now() + PATIENCE;
        let Some(question) = QUESTIONS.begin(PATIENCE) else {
            return Err(SecretsError(
                "the key store has not answered an earlier question yet".into(),
            ));
        };
        let (tell, told) = mpsc::channel();
        let name = name.to_string();
        std::thread::spawn(move || {
            let res = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                keyring::Entry::new(SERVICE, &name).and_then(|it| task(&it))
            }));
            drop(question);
            // Who asked may have lost patience.
            let _ = tell.send(res);
        });
        match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Ok(res)) => res.map_err(|err| SecretsError(said(&err))),
            Ok(Err(_)) => Err(SecretsError("the key store failed".into())),
            Err(_) => Err(SecretsError(
                "the key store has not answered for a minute; it may wait to be unlocked".into(),
            )),
        }
    }
}

/// What a key store says, in our words. Never the value that it holds.
fn said(err: &keyring::Error) -> String {
    match err {
        keyring::Error::NoDefaultStore => {
            let why = match keyring::Entry::store_status() {
                Err(why) => why.to_string(),
                Ok(()) => "none answers".to_string(),
            };
            format!("this machine has no key store that can be used ({why})")
        }
        keyring::Error::NoStorageAccess(why) => {
            format!("the key store is locked or closed ({why})")
        }
        keyring::Error::PlatformFailure(why) => format!("the key store failed ({why})"),
        keyring::Error::BadEncoding(_) => "the key store holds no text under this name".into(),
        keyring::Error::TooLong(what, most) => {
            format!("the {what} is longer than {most} characters")
        }
        keyring::Error::Ambiguous(_) => {
            "the key store holds several passwords under this name".into()
        }
        other => format!("the key store failed ({})", kind(other)),
    }
}

/// The name of an error without what it carries.
fn kind(err: &keyring::Error) -> String {
    let text = format!("{err:?}");
    text.chars().take_while(|it| it.is_alphanumeric()).collect()
}

impl Secrets for KeyStore {
    fn get(&self, name: &str) -> Result<Option<Password>, SecretsError> {
        KeyStore::ask(name, |it| match it.get_password() {
            Ok(text) => Ok(Some(Password(text))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(err) => Err(err),
        })
    }

    fn set(&self, name: &str, password: &Password) -> Result<(), SecretsError> {
        let password = password.clone();
        KeyStore::ask(name, move |it| it.set_password(&password.0))
    }

    fn forget(&self, name: &str) -> Result<(), SecretsError> {
        KeyStore::ask(name, |it| match it.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(err) => Err(err),
        })
    }
}

/// Passwords in memory: for as long as the program runs.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<HashMap<String, Password>>);

impl InMemory {
    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, Password>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Secrets for InMemory {
    fn get(&self, name: &str) -> Result<Option<Password>, SecretsError> {
        Ok(self.held().get(name).cloned())
    }

    fn set(&self, name: &str, password: &Password) -> Result<(), SecretsError> {
        self.held().insert(name.to_string(), password.clone());
        Ok(())
    }

    fn forget(&self, name: &str) -> Result<(), SecretsError> {
        self.held().remove(name);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Barrier,
            atomic::{AtomicUsize, Ordering},
        },
        thread,
    };

    use super::*;

    #[test]
    fn many_who_ask_at_once_are_all_answered_one_at_a_time() {
        const MANY: usize = 12;
        let questions = Questions::new();
        let begin = Barrier::new(MANY);
        let [inside, most, answered] = [0; 3].map(AtomicUsize::new);
        thread::scope(|scope| {
            for _ in 0..MANY {
                scope.spawn(|| {
                    begin.wait();
                    let question = questions.begin(PATIENCE).expect("its turn comes");
                    let at_once = inside.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(at_once, Ordering::SeqCst);
                    // Others come meanwhile.
                    thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                    answered.fetch_add(1, Ordering::SeqCst);
                    drop(question);
                });
            }
        });
        let counts = [&most, &answered].map(|it| it.load(Ordering::SeqCst));
        assert_eq!(counts, [1, MANY]);
    }

    #[test]
    fn a_question_that_hangs_is_waited_for_once_and_is_no_hindrance_once_it_ended() {
        const SOON: Duration = Duration::from_millis(300);
        let questions = Questions::new();
        let hanging = questions.begin(SOON).expect("nobody asks");
        assert!(questions.begin(SOON).is_none(), "patience ends");
        let began = Instant::now();
        assert!(questions.begin(SOON).is_none());
        assert!(began.elapsed() < SOON, "what hangs is known to");
        drop(hanging);
        assert!(questions.begin(SOON).is_some());
        assert!(questions.begin(SOON).is_some(), "and it was given back");
    }

    #[test]
    fn a_password_is_never_shown() {
        let password = Password::new("s3cret-of-the-harbour");
        assert!(!format!("{password:?}").contains("s3cret"));
        let held = InMemory::default();
        held.set("a", &password).expect("kept");
        assert!(!format!("{held:?}").contains("s3cret"));
        assert_eq!(held.get("a").expect("asked"), Some(password));
        held.forget("a").expect("forgotten");
        held.forget("a").expect("forgotten already");
        assert_eq!(held.get("a").expect("asked"), None);
    }

    #[test]
    fn what_a_key_store_says_does_not_hold_the_password() {
        let err = keyring::Error::BadEncoding(b"s3cret".to_vec());
        assert!(!said(&err).contains("s3cret"));
        assert!(said(&keyring::Error::TooLong("password".into(), 9)).contains('9'));
    }
}
