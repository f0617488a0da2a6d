//! A client of HTTP/1.1, one connection each, without more than the tests need.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Somebody at the door of one replica.
pub(crate) struct Client {
    stream: TcpStream,
    address: String,
    pub(crate) token: String,
    /// The identifier of its requests, where they have one.
    pub(crate) request_id: String,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Without the date.
    pub(crate) headers: Vec<String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn codes(&self) -> Vec<String> {
        let reasons = self.json()["reasons"].as_array().cloned();
        let code = |reason: Value| reason["code"].as_str().unwrap().to_owned();
        reasons.unwrap_or_default().into_iter().map(code).collect()
    }
}

impl Client {
    pub(crate) async fn at(address: &str) -> Self {
        Self {
            stream: TcpStream::connect(address).await.unwrap(),
            address: address.to_owned(),
            token: String::new(),
            request_id: String::new(),
        }
    }

    pub(crate) async fn signed_in(address: &str, login: &str, password: &str) -> Self {
        let mut client = Self::at(address).await;
        let typed = serde_json::json!({ "login": login, "password": password });
        let answer = client.post("/sign-in", &typed).await;
        assert_eq!(answer.status, 200, "{login}: {}", answer.body);
        client.token = answer.json()["token"].as_str().unwrap().to_owned();
        client
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "").await.unwrap()
    }

    pub(crate) async fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, &body.to_string()).await.unwrap()
    }

    /// `None`: the host is gone.
    pub(crate) async fn ask(&mut self, method: &str, path: &str, body: &str) -> Option<Answer> {
        let request_id = match self.request_id.as_str() {
            "" => String::new(),
            id => format!("x-request-id: {id}\r\n"),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n{request_id}\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        );
        self.stream.write_all(request.as_bytes()).await.ok()?;
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 * 1024];
        loop {
            let head = bytes.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(head) = head {
                let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
                let length = text
                    .lines()
                    .find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.map_or(0, |length| length.parse().unwrap());
                if bytes.len() >= head + 4 + length {
                    let body = String::from_utf8_lossy(&bytes[head + 4..head + 4 + length]);
                    let mut lines = text.lines();
                    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
                    let headers = lines.filter(|line| !line.starts_with("date: "));
                    return Some(Answer {
                        status,
                        headers: headers.map(str::to_owned).collect(),
                        body: body.into_owned(),
                    });
                }
            }
            match self.stream.read(&mut chunk).await {
                Ok(0) | Err(_) => return None,
                Ok(read) => bytes.extend_from_slice(&chunk[..read]),
            }
        }
    }
}
