//! A file by its id.

use frontdesk_model::AttachmentId;

use crate::ticket::Ticket;
use crate::view::{FileView, NotFound, Viewing, file};

impl Viewing<'_> {
    /// The file of this id. It takes the ticket and the message that the file came with: to know the id
    /// gives nothing, and the file of a note reaches no customer (S166).
    ///
    /// # Errors
    /// When this viewer sees no message of this ticket with it, or there is none.
    pub fn attachment<'a>(
        &'a self,
        ticket: &'a Ticket,
        id: AttachmentId,
    ) -> Result<FileView<'a>, NotFound> {
        let granted = self.open(ticket)?;
        let mut files = granted.messages().flat_map(|message| &message.attachments);
        files.find(|file| file.id == id).map(file).ok_or(NotFound)
    }
}
