from django.urls import path

from points.views import board, verify

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/<code:code>/", board.board_community, name="board_community"),
    path("board/<code:code>/<int:number>/", board.board_notice, name="board_notice"),
    path("verify/", verify.verify, name="verify"),
]
