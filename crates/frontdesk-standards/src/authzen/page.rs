//! Pages of a search (8.2 of the standard).

use frontdesk::model::{PolicyFingerprint, TenantId, canonical_bytes, uuid::Uuid};
use serde::{Deserialize, Serialize};

use super::entity::Object;
use super::evaluation::BadRequest;
use super::search::SearchResponse;

/// Which part of the answer is wanted (8.2.1).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageRequest {
    /// The `next_token` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// How many results at most. With a token it may be left out and is what it was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Attributes of other implementations: this one has none, and they change nothing.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub properties: Object,
}

/// Where a page stands (8.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageResponse {
    /// What asks for the next page; empty after the last.
    pub next_token: String,
    /// How many results this page has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How many there are now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// What follows the results of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    Nothing,
    /// More, behind the result of this key, the last of the page. `None`: it has no results, as a page of a
    /// limit of 0, and the next one begins where it began.
    More(Option<String>),
}

impl PageRequest {
    /// How many results a page has where the request does not say.
    pub const USUAL: u64 = 100;
    /// How many it has at most, whatever the request says: a maximum is kept by fewer.
    pub const MOST: u64 = 500;

    /// Whether it asks for the first page, of the usual size.
    #[must_use]
    pub fn is_first(&self) -> bool {
        *self == Self::default()
    }
}

/// A page that is to be filled: how many, after which key, and the mark of the request, to which its
/// token is bound. Pages go by a key that grows from result to result, so that what comes and goes
/// between two of them moves no other result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAsked {
    limit: u64,
    after: Option<String>,
    mark: PolicyFingerprint,
}

impl PageAsked {
    /// What a page request asks for beside the rest of its request, which is `of`.
    ///
    /// # Errors
    /// When the token is none, or of another request or limit.
    pub(super) fn read<T: Serialize>(
        page: &PageRequest,
        tenant: TenantId,
        of: &T,
    ) -> Result<Self, BadRequest> {
        // A request that cannot be written down cannot have been read.
        let bytes = canonical_bytes(&(tenant, of)).map_err(|_| BadRequest::PageToken)?;
        let mark = PolicyFingerprint::of(&bytes);
        let Some(token) = &page.token else {
            return Ok(Self {
                limit: page
                    .limit
                    .unwrap_or(PageRequest::USUAL)
                    .min(PageRequest::MOST),
                after: None,
                mark,
            });
        };
        let found = Self::of_token(token).ok_or(BadRequest::PageToken)?;
        let limit = page.limit.map(|limit| limit.min(PageRequest::MOST));
        let same = found.mark == mark && limit.is_none_or(|limit| limit == found.limit);
        match same {
            true => Ok(found),
            false => Err(BadRequest::PageChanged),
        }
    }

    /// How many results at most.
    #[must_use]
    pub const fn limit(&self) -> u64 {
        self.limit
    }

    /// The key of the last result of the page before: only what comes after it belongs here.
    #[must_use]
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// The page of all results, each with its key: sorted by it, and as many as the page has.
    pub(super) fn cut<T>(&self, mut all: Vec<(String, T)>) -> SearchResponse<T> {
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        let total = count(all.len());
        let rest = all
            .into_iter()
            .filter(|(key, _)| self.after().is_none_or(|after| after < key.as_str()));
        let mut rest = rest.peekable();
        let (mut results, mut last) = (Vec::new(), None);
        while count(results.len()) < self.limit
            && let Some((key, result)) = rest.next()
        {
            results.push(result);
            last = Some(key);
        }
        let rest = match rest.peek() {
            Some(_) => Rest::More(last),
            None => Rest::Nothing,
        };
        self.answer(results, rest, Some(total))
    }

    /// The response with these results, and what follows them; `total` is how many there are on all pages,
    /// where that is known.
    #[must_use]
    pub fn answer<T>(&self, results: Vec<T>, rest: Rest, total: Option<u64>) -> SearchResponse<T> {
        SearchResponse {
            page: Some(PageResponse {
                next_token: match rest {
                    Rest::Nothing => String::new(),
                    Rest::More(last) => {
                        let after = last.or_else(|| self.after.clone());
                        let next = Self {
                            after,
                            ..self.clone()
                        };
                        next.token()
                    }
                },
                count: Some(count(results.len())),
                total,
            }),
            context: Object::default(),
            results,
        }
    }

    /// Version, limit, mark, and the key in hexadecimal digits, which a page of no results does not have.
    fn token(&self) -> String {
        let key = self.after.as_ref().map(|after| {
            let digits = after.bytes().map(|octet| format!("{octet:02x}"));
            format!(".{}", digits.collect::<String>())
        });
        let mark = self.mark.0.simple();
        format!("1.{}.{mark}{}", self.limit, key.unwrap_or_default())
    }

    fn of_token(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (version, limit, mark) = (parts.next()?, parts.next()?, parts.next()?);
        let key = parts.next();
        let found = Self {
            limit: limit
                .parse()
                .ok()
                .filter(|limit| *limit <= PageRequest::MOST)?,
            after: match key {
                Some(digits) => Some(text_of(digits)?),
                None => None,
            },
            mark: PolicyFingerprint(Uuid::parse_str(mark).ok()?),
        };
        // One spelling: what this point would have written.
        (version == "1" && found.token() == token).then_some(found)
    }
}

fn text_of(digits: &str) -> Option<String> {
    let octets = digits.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    String::from_utf8(octets.collect::<Option<Vec<u8>>>()?).ok()
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
