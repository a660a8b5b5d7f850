"""The GraphQL documents that the bot sends; each is checked against GitHub's published schema."""

from __future__ import annotations

_ACTOR = """
fragment Actor on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Mannequin { databaseId }
  ... on Organization { databaseId }
}
"""

_REPOSITORY = """
fragment Repo on Repository {
  id
  nameWithOwner
  url
  defaultBranchRef { name target { oid } }
}
"""

_REVIEWS = """
fragment Reviews on PullRequestReviewConnection {
  pageInfo { hasNextPage endCursor }
  nodes { fullDatabaseId state body submittedAt lastEditedAt author { ...Actor } commit { oid } }
}
"""

_COMMENTS = """
fragment Comments on IssueCommentConnection {
  pageInfo { hasNextPage endCursor }
  nodes {
    fullDatabaseId body author { ...Actor } createdAt updatedAt lastEditedAt editor { ...Actor }
  }
}
"""

_NEIGHBOUR = """
fragment Neighbour on PullRequest {
  number
  state
  baseRefName
  headRefOid
  author { ...Actor }
  repository { nameWithOwner }
}
"""

_EVENTS = """
fragment Events on PullRequestTimelineItemsConnection {
  pageInfo { hasNextPage endCursor }
  nodes {
    __typename
    ... on HeadRefForcePushedEvent { id createdAt actor { ...Actor } }
    ... on BaseRefChangedEvent { id createdAt actor { ...Actor } }
    ... on AutomaticBaseChangeSucceededEvent { id createdAt actor { ...Actor } }
    ... on ReadyForReviewEvent { id createdAt actor { ...Actor } }
    ... on ConvertToDraftEvent { id createdAt actor { ...Actor } }
    ... on ClosedEvent { id createdAt actor { ...Actor } }
    ... on ReopenedEvent { id createdAt actor { ...Actor } }
    ... on MergedEvent { id createdAt actor { ...Actor } }
    ... on ReviewRequestedEvent { createdAt actor { ...Actor } requestedReviewer { ...Actor } }
  }
}
"""

_EVENT_TYPES = (
    "[HEAD_REF_FORCE_PUSHED_EVENT, BASE_REF_CHANGED_EVENT, AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT, "
    "READY_FOR_REVIEW_EVENT, CONVERT_TO_DRAFT_EVENT, CLOSED_EVENT, REOPENED_EVENT, MERGED_EVENT, "
    "REVIEW_REQUESTED_EVENT]"
)

_PULL = f"""
fragment Pull on PullRequest {{
  id
  number
  state
  isDraft
  createdAt
  updatedAt
  author {{ ...Actor }}
  baseRefName
  headRefName
  headRefOid
  headRepository {{ nameWithOwner }}
  repository {{ nameWithOwner }}
  labels(first: 100) {{ nodes {{ name }} }}
  reviewRequests(first: 100) {{ nodes {{ requestedReviewer {{ ...Actor }} }} }}
  reviews(first: 100) {{ ...Reviews }}
  comments(first: 100) {{ ...Comments }}
  timelineItems(first: 100, itemTypes: {_EVENT_TYPES}) {{ ...Events }}
  commits(last: 1) {{
    nodes {{
      commit {{
        oid
        status {{ contexts {{ context state description createdAt creator {{ ...Actor }} }} }}
        associatedPullRequests(first: 20) {{ nodes {{ ...Neighbour }} }}
      }}
    }}
  }}
}}
"""

_PULL_FRAGMENTS = _ACTOR + _REPOSITORY + _REVIEWS + _COMMENTS + _EVENTS + _NEIGHBOUR + _PULL

READ_PULL = (
    """
query ReadPull($owner: String!, $name: String!, $number: Int!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ...Repo
    pullRequest(number: $number) { ...Pull }
  }
}
"""
    + _PULL_FRAGMENTS
)

READ_REPOSITORY = (
    """
query ReadRepository($owner: String!, $name: String!) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) { ...Repo }
}
"""
    + _REPOSITORY
)

READ_OPEN_PULLS = (
    """
query ReadOpenPulls($owner: String!, $name: String!, $open: String, $closed: String) {
  viewer { login databaseId }
  repository(owner: $owner, name: $name) {
    ...Repo
    open: pullRequests(
      first: 50, after: $open, states: [OPEN], orderBy: {field: CREATED_AT, direction: ASC}
    ) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Pull }
    }
    closed: pullRequests(
      first: 50, after: $closed, states: [CLOSED, MERGED]
      orderBy: {field: UPDATED_AT, direction: DESC}
    ) {
      pageInfo { hasNextPage endCursor }
      nodes { ...Pull }
    }
  }
}
"""
    + _PULL_FRAGMENTS
)

MORE_OF_PULL = (
    f"""
query MoreOfPull(
  $owner: String!, $name: String!, $number: Int!
  $reviews: String, $comments: String, $events: String
  $wantReviews: Boolean!, $wantComments: Boolean!, $wantEvents: Boolean!
) {{
  repository(owner: $owner, name: $name) {{
    pullRequest(number: $number) {{
      reviews(first: 100, after: $reviews) @include(if: $wantReviews) {{ ...Reviews }}
      comments(first: 100, after: $comments) @include(if: $wantComments) {{ ...Comments }}
      timelineItems(first: 100, after: $events, itemTypes: {_EVENT_TYPES})
        @include(if: $wantEvents) {{ ...Events }}
    }}
  }}
}}
"""
    + _ACTOR
    + _REVIEWS
    + _COMMENTS
    + _EVENTS
)

READ_PEOPLE = (
    """
query ReadPeople($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    pullRequests(
      first: 100, states: [OPEN], baseRefName: "main"
      orderBy: {field: UPDATED_AT, direction: DESC}
    ) { nodes { ...Neighbour } }
    pullRequest(number: $number) {
      commits(first: 100) {
        pageInfo { hasNextPage }
        nodes {
          commit {
            oid
            authors(first: 20) {
              pageInfo { hasNextPage }
              nodes { email user { login databaseId } }
            }
            committer { email user { login databaseId } }
            associatedPullRequests(first: 20) { nodes { ...Neighbour } }
          }
        }
      }
    }
  }
}
"""
    + _ACTOR
    + _NEIGHBOUR
)

APPEND = """
mutation Append($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid tree { oid } } }
}
"""

MOVE_MAIN = """
mutation MoveMain($input: UpdateRefsInput!) {
  updateRefs(input: $input) { clientMutationId }
}
"""

ALL = (READ_PULL, READ_REPOSITORY, READ_OPEN_PULLS, MORE_OF_PULL, READ_PEOPLE, APPEND, MOVE_MAIN)
"""Every document, for the contract test."""
