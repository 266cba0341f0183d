//! Hashes: what is only asked for, never shown.

use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use sha2::{Digest, Sha256};

/// The first half of a SHA-256: enough to tell things apart, not to read them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        let whole: [u8; 32] = Sha256::digest(bytes).into();
        Hash::half(&whole)
    }

    /// The first half of a whole hash.
    pub fn half(whole: &[u8; 32]) -> Hash {
        let mut half = [0; 16];
        half.copy_from_slice(&whole[..16]);
        Hash(half)
    }

    /// The first half of a hash in hexadecimal; where it is none, the hash of the text.
    pub(crate) fn of_hex(text: &str) -> Hash {
        let mut half = [0; 16];
        for (at, byte) in half.iter_mut().enumerate() {
            let digits = text.get(at * 2..at * 2 + 2);
            match digits.and_then(|it| u8::from_str_radix(it, 16).ok()) {
                Some(it) => *byte = it,
                None => return Hash::of(text.as_bytes()),
            }
        }
        Hash(half)
    }
}

impl ToSql for Hash {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Hash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Hash> {
        value
            .as_blob()?
            .try_into()
            .map(Hash)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_hexadecimal_is_the_same_hash() {
        let whole: [u8; 32] = Sha256::digest(b"sanctions").into();
        let hex: String = whole.iter().map(|it| format!("{it:02x}")).collect();
        assert_eq!(Hash::of_hex(&hex), Hash::of(b"sanctions"));
        assert_eq!(
            Hash::of_hex("Talks|They talk."),
            Hash::of("Talks|They talk.".as_bytes())
        );
        assert_eq!(Hash::of_hex("é"), Hash::of("é".as_bytes()));
    }
}
