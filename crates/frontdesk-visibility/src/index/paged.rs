//! A list that grows without being moved.

/// The entries of a page.
const PAGE: usize = 1024;

/// Entries in pages, each of which is made once: no push waits for the others to be copied.
#[derive(Clone, Debug)]
pub(super) struct Paged<T>(Vec<Vec<T>>);

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Paged<T> {
    pub(super) fn len(&self) -> usize {
        let last = self.0.last().map_or(0, Vec::len);
        self.0.len().saturating_sub(1) * PAGE + last
    }

    pub(super) fn push(&mut self, one: T) {
        match self.0.last_mut() {
            Some(page) if page.len() < PAGE => page.push(one),
            // The first one grows: there may never be more.
            None => self.0.push(vec![one]),
            Some(_) => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(one);
                self.0.push(page);
            }
        }
    }

    #[inline]
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        let number = number as usize;
        self.0.get(number / PAGE)?.get(number % PAGE)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let number = number as usize;
        self.0.get_mut(number / PAGE)?.get_mut(number % PAGE)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.iter_mut().flatten()
    }

    /// The bytes that it takes, but for what the entries hold.
    pub(super) fn bytes(&self) -> usize {
        let entries = self.0.iter().map(Vec::capacity);
        entries.sum::<usize>() * size_of::<T>() + self.0.capacity() * size_of::<Vec<T>>()
    }
}
