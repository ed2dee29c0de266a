"""Work that is accepted now and done later: it survives the process, is done once, and can be asked after."""

from summarizer.jobs.runner import ATTEMPTS, Accepted, Job, Jobs, Terms, job_id
from summarizer.jobs.summaries import SummaryJob, SummaryJobs
from summarizer.jobs.waiting import WaitingStore

__all__ = ["ATTEMPTS", "Accepted", "Job", "Jobs", "SummaryJob", "SummaryJobs", "Terms", "WaitingStore", "job_id"]
