//! The host's source of randomness.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Random bytes of the operating system. Without them nothing of this host is safe, so it ends.
#[expect(
    clippy::expect_used,
    reason = "a host without randomness must not go on"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new id that sorts by its time.
pub fn uuid(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    frontdesk::model::EventId::v7(millis, &bytes()).uuid()
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hexadecimal digits as bytes; `None` for anything else.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let plain = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (plain && rest.is_empty()).then(|| pairs.iter().map(byte).collect())?
}
